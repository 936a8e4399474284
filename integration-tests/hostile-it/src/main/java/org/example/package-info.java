/**
 * Programs that have never heard of page-consistency, for set-ups in which they could not see it either: a bundle, a module,
 * a jar in a jar.
 */
package org.example;
