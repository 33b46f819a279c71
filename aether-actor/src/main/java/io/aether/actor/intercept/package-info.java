/// Interceptors around behaviors and before mailboxes, and the context that travels with messages.
@NullMarked
package io.aether.actor.intercept;

import org.jspecify.annotations.NullMarked;
