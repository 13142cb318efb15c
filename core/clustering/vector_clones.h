#pragma once

// Wider vectors change no result: without contraction every lane rounds alike. Sanitizers cannot
// run before the resolver.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    !defined(__clang__)
#define MAACC_CLUSTERING_CLONES \
  __attribute__((target_clones("avx512f", "avx2", "default"), optimize("O3")))
#else
#define MAACC_CLUSTERING_CLONES
#endif
