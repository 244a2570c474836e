/**
 * The soak: a whole plant as processes of its own, faults by list and seed, and an audit that reads
 * nothing but files, books and signals.
 */
@NullMarked
package dev.andon.sandbox.soak;

import org.jspecify.annotations.NullMarked;
