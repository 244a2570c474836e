/**
 * Tells people: budget events and unusual spend become rows, and go to a webhook where one is
 * configured.
 */
@NullMarked
package dev.andon.hub.alert;

import org.jspecify.annotations.NullMarked;
