package io.aether.benchmarks.workload;

/// One figure of a workload. All are costs: lower is better.
public record Metric(String name, String unit) {}
