/// The smallest actor that is a class.
package io.aether.samples.tally;
