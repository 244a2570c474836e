/**
 * A whole plant in one process: broker, hub, stations, providers, and what goes wrong with them.
 */
@NullMarked
package dev.andon.sandbox.demo;

import org.jspecify.annotations.NullMarked;
