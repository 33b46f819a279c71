package io.aether.actor.cell;

import io.aether.actor.spi.AbstractRef;

/// Who is told of an actor's end, and under which of the actor's refs it knows the actor.
record Watcher(AbstractRef<?> watcher, AbstractRef<?> watched) {}
