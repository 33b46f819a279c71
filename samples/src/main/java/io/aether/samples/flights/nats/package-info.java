/// What the sample needs of a NATS server; the only package of it that knows the client.
@org.jspecify.annotations.NullMarked
package io.aether.samples.flights.nats;
