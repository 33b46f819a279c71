package io.aether.actor.cell;

import io.aether.actor.spi.AbstractRef;

/// An actor to be notified of another actor's end, and the ref by which it knows that actor.
record Watcher(AbstractRef<?> watcher, AbstractRef<?> watched) {}
