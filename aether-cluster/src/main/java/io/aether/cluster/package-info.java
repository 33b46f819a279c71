/// Clustering. Start at [io.aether.cluster.Cluster].
@NullMarked
package io.aether.cluster;

import org.jspecify.annotations.NullMarked;
