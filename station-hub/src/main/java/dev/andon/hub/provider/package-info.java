/**
 * Providers: each dialect's translation both ways (pure), and one HTTP adapter that sends and times
 * them.
 */
@NullMarked
package dev.andon.hub.provider;

import org.jspecify.annotations.NullMarked;
