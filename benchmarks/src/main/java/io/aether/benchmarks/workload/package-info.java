/// The workloads that are measured, each with the same code for every contender.
@NullMarked
package io.aether.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
