/// The comparison: each contender does each workload in a JVM of its own, one after the other, and
/// the figures of all end up in one table.
@NullMarked
package io.aether.benchmarks;

import org.jspecify.annotations.NullMarked;
