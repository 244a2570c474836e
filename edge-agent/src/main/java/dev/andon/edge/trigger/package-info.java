/**
 * Parts that are announced by somebody else: a controller, a recipe system, a camera that posts.
 */
@NullMarked
package dev.andon.edge.trigger;

import org.jspecify.annotations.NullMarked;
