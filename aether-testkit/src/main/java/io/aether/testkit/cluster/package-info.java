/// What a test cluster is made of: the wires between nodes, the faults on them, a node's time.
@NullMarked
package io.aether.testkit.cluster;

import org.jspecify.annotations.NullMarked;
