/**
 * What disks do to files: bytes that flip and logs that end early, and what of a file such damage
 * destroyed, read without a line of the product's own code.
 */
@NullMarked
package dev.andon.sandbox.soak.damage;

import org.jspecify.annotations.NullMarked;
