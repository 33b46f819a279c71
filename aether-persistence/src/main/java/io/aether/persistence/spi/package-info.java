/// What a store of events and snapshots implements.
@NullMarked
package io.aether.persistence.spi;

import org.jspecify.annotations.NullMarked;
