/// Test kits for clusters. [io.aether.testkit.cluster.TestCluster] runs several nodes in one JVM
/// and lets a test crash, pause, partition and slow them;
/// [io.aether.testkit.cluster.SerializationTestKit] sends messages through the cluster's codec.
///
/// Needs the module `io.aether.cluster`.
@NullMarked
package io.aether.testkit.cluster;

import org.jspecify.annotations.NullMarked;
