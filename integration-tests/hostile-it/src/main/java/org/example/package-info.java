/**
 * Programs that know nothing of page-consistency, for set-ups in which they could not see its classes: a bundle, a module, a jar
 * in a jar.
 */
package org.example;
