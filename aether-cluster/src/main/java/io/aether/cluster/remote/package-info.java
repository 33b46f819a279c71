/// Refs and messages between nodes. Not exported; may use membership.
@NullMarked
package io.aether.cluster.remote;

import org.jspecify.annotations.NullMarked;
