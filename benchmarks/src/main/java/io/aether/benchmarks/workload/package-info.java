/// What is measured: the workloads, each the same code for every contender.
@NullMarked
package io.aether.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
