/// Clustering. Start at [io.aether.cluster.Cluster].
///
/// Messages between nodes are encoded by Kryo. On the class path, Kryo looks for `sun.misc.Unsafe`
/// when it is loaded, and JDK 25 prints four lines of warnings about that. They are harmless: no
/// serializer used here needs `Unsafe`. The JVM's option `-Dkryo.unsafe=false` keeps Kryo from
/// looking, and the warnings away.
@NullMarked
package io.aether.cluster;

import org.jspecify.annotations.NullMarked;
