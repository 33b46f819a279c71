package io.aether.benchmarks.contender;

/// The message of an ask.
public record Request<R>(R replyTo) {}
