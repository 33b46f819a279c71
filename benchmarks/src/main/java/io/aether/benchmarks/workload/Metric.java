package io.aether.benchmarks.workload;

/// A metric of a workload. All metrics are costs: lower is better.
public record Metric(String name, String unit) {}
