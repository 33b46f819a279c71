/// The code of `docs/guide/actors.md`.
@NullMarked
package io.aether.samples.actors;

import org.jspecify.annotations.NullMarked;
