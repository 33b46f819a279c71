/// The wording of failed expectations, which all kits share.
@NullMarked
package io.aether.testkit.report;

import org.jspecify.annotations.NullMarked;
