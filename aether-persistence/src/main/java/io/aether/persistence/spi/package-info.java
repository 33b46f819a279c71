/// The interfaces that stores of events and snapshots implement.
@NullMarked
package io.aether.persistence.spi;

import org.jspecify.annotations.NullMarked;
