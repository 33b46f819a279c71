/// Events and snapshots on JetStream. The only package of this module that knows NATS.
@NullMarked
package io.aether.persistence.nats;

import org.jspecify.annotations.NullMarked;
