package io.aether.samples.flights;

import io.aether.actor.ActorRef;

/// One command that an airport is to carry out.
///
/// @param lane the airport
/// @param index the position among the orders of this airport, from 0
/// @param departure whether the airport is the flight's origin
record Order(Lane lane, int index, boolean departure, Flight flight) {

  /// {@return the command; the same each time, except for the recipient of the reply}
  Airport.Command command(ActorRef<Airport.Done> replyTo) {
    int hour = flight.date().getHour();
    return departure
        ? new Airport.Depart(
            flight.departureId(), hour, flight.delayMinutes(), flight.distanceMiles(), replyTo)
        : new Airport.Arrive(
            flight.arrivalId(), hour, flight.delayMinutes(), flight.distanceMiles(), replyTo);
  }

  @Override
  public String toString() {
    return (departure ? flight.departureId() : flight.arrivalId()) + " to " + lane.airport();
  }
}
