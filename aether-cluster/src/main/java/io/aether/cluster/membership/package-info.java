/// Who is a member, who leads, who owns which shard. Not exported; knows only the SPI.
@NullMarked
package io.aether.cluster.membership;

import org.jspecify.annotations.NullMarked;
