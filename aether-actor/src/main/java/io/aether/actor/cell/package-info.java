/// The implementation of actors: cells, mailboxes, asks, behaviors that instruct a cell, and the
/// local actor system. Not exported. The API uses it through [io.aether.actor.cell.Cells] only.
@NullMarked
package io.aether.actor.cell;

import org.jspecify.annotations.NullMarked;
