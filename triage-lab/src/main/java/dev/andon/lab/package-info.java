/** Measures triage on labelled frames with the classes that ship, and draws the plots. */
@NullMarked
package dev.andon.lab;

import org.jspecify.annotations.NullMarked;
