/// Fixtures, seeded generators and contracts that tests of all modules share.
///
/// It is a dependency in test scope only. A contract is an abstract test that every implementation
/// of a port extends, so that all of them keep the same promises.
@NullMarked
package io.treeline.testkit;

import org.jspecify.annotations.NullMarked;
