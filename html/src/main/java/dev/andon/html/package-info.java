/** Markup that cannot be broken by what is shown in it. */
@NullMarked
package dev.andon.html;

import org.jspecify.annotations.NullMarked;
