/// Actors as sources, steps and sinks of [java.util.concurrent.Flow] streams, with back-pressure:
/// [io.aether.actor.stream.ActorSource], [io.aether.actor.stream.ActorSink] and
/// [io.aether.actor.stream.ActorFlow].
@NullMarked
package io.aether.actor.stream;

import org.jspecify.annotations.NullMarked;
