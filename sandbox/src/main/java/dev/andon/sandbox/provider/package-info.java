/**
 * Scripted providers: they speak the wire formats of real model APIs, answer from ground truth,
 * keep their own books, and fail on order.
 */
@NullMarked
package dev.andon.sandbox.provider;

import org.jspecify.annotations.NullMarked;
