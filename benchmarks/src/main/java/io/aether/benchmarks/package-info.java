/// The comparison: each contender runs each workload in a JVM of its own, one after the other. One
/// table contains the results of all.
@NullMarked
package io.aether.benchmarks;

import org.jspecify.annotations.NullMarked;
