package io.aether.actor;

/// Marks messages whose loss is nothing to write home about, such as those that are sent again
/// anyway: as a [DeadLetter] they are counted and told to listeners, but not logged.
public interface DeadLetterSuppression {}
