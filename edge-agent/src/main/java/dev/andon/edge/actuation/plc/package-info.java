/**
 * Controllers that are told about one part at a time, by Modbus TCP or OPC UA. Each library is
 * behind one class; what is shown when, and for how long, is said once.
 */
@NullMarked
package dev.andon.edge.actuation.plc;

import org.jspecify.annotations.NullMarked;
