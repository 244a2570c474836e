/**
 * What a soak is judged by: the lines that were written while it ran, the files of stations and hub
 * afterwards, and the checks that lay them side by side.
 */
@NullMarked
package dev.andon.sandbox.soak.audit;

import org.jspecify.annotations.NullMarked;
