/// The production [io.aether.actor.spi.Environment]: worker virtual threads, the timer wheel and
/// the monitor that keeps the rest of the JVM alive. Not exported; it knows only the SPI.
@NullMarked
package io.aether.actor.runtime;

import org.jspecify.annotations.NullMarked;
