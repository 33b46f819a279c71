/// Entities spread over the nodes. Not exported; knows remote and membership.
@NullMarked
package io.aether.cluster.sharding;

import org.jspecify.annotations.NullMarked;
