/**
 * Measures the gateway as whole processes: a load tool and a bare upstream on loopback around it.
 */
@NullMarked
package dev.andon.sandbox.bench;

import org.jspecify.annotations.NullMarked;
