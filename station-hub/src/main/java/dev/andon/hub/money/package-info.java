/** What things cost: amounts to the millionth, tokens used, and who pays. Pure. */
@NullMarked
package dev.andon.hub.money;

import org.jspecify.annotations.NullMarked;
