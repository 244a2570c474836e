/** A plant network with faults on order: a TCP proxy that cuts, stalls, slows and restores. */
@NullMarked
package dev.andon.sandbox.link;

import org.jspecify.annotations.NullMarked;
