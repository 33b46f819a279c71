/// Refs and messages between nodes. Not exported; knows membership.
@NullMarked
package io.aether.cluster.remote;

import org.jspecify.annotations.NullMarked;
