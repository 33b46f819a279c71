/// Network and control store on NATS and JetStream. The only package of this module that knows
/// NATS.
@NullMarked
package io.aether.cluster.nats;

import org.jspecify.annotations.NullMarked;
