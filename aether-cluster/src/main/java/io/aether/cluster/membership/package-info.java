/// Membership, leadership and the ownership of shards. Not exported; depends on the SPI only.
@NullMarked
package io.aether.cluster.membership;

import org.jspecify.annotations.NullMarked;
