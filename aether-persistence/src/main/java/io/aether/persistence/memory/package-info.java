/// The reference implementations of the SPI, in memory.
@NullMarked
package io.aether.persistence.memory;

import org.jspecify.annotations.NullMarked;
