@NullMarked
package dev.andon.sandbox.money;

import org.jspecify.annotations.NullMarked;
